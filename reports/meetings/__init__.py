from . import meeting
from . import meeting_participant
from . import meeting_copy
from . import meeting_participant_part
from . import team_member
from . import meeting_minutes
from . import decision
