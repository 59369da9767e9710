from . import access
from . import basket
from . import evaluation
from . import privacy
