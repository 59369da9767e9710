from . import meeting_schedule
