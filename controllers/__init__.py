from . import access
from . import basket
from . import evaluation
from . import filing
from . import meetings
from . import privacy
