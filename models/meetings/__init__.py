from . import team
from . import team_member
from . import meeting
from . import meeting_participant
from . import decision
from . import plan
from . import case
from . import mail_activity
