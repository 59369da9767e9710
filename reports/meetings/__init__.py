from . import meeting
from . import team_member
