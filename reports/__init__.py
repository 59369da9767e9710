# What each room prints: the model's side of a document beside its report.
from . import network
from . import basket
from . import casework
from . import meetings
from . import evaluation
from . import filing
