# The order is the house's: a room uses those above it, never those below.
from . import access
from . import network
from . import basket
from . import casework
from . import meetings
from . import evaluation
from . import privacy
from . import filing
from . import catalogue
