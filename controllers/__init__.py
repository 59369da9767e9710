from . import access
from . import basket
from . import evaluation
from . import filing
from . import meetings
from . import network
from . import privacy
