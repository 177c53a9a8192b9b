from .agreement import cohen_kappa as cohen_kappa
from .agreement import consensus as consensus
from .agreement import cronbach_alpha as cronbach_alpha
from .agreement import mean_agreement as mean_agreement
from .agreement import mean_kappa as mean_kappa
from .intervals import Interval as Interval
from .intervals import paired_difference as paired_difference
from .intervals import wilson as wilson
