from . import network
from . import basket
from . import casework
from . import meetings
from . import evaluation
from . import privacy
from . import filing
