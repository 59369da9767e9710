from . import access
from . import basket
from . import evaluation
from . import meetings
from . import privacy
