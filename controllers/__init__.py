from . import basket
from . import evaluation
