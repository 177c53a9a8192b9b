from .intervals import Interval as Interval
from .intervals import paired_difference as paired_difference
from .intervals import wilson as wilson
