from . import meeting_schedule
from . import meeting_schedule_line
