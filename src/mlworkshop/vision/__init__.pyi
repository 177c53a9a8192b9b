from .bundled import BundledModel as BundledModel
from .bundled import Label as Label
from .credits import credit as credit
from .detectors import (
    Detector as Detector,
)
from .detectors import (
    cat_score as cat_score,
)
from .detectors import (
    features as features,
)
from .detectors import (
    look as look,
)
from .photos import open_photo as open_photo
from .photos import prepared as prepared
from .rekognition import Rekognition as Rekognition
