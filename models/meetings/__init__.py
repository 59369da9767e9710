from . import meeting
from . import meeting_participant
from . import decision
from . import case
