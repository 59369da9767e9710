from . import meeting
from . import meeting_copy
from . import team_member
from . import partnership_minutes
