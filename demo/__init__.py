from . import loader
from . import process
from . import team_work
from . import unit
