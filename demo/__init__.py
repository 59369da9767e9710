from . import loader
from . import plans
from . import card_collecting
from . import finding
from . import keeping
from . import process
from . import team_work
from . import unit
