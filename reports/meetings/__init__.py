from . import meeting
from . import meeting_participant
from . import team_member
from . import decision
