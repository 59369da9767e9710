from . import test_adoption
from . import test_calendar
from . import test_decision
from . import test_meeting
from . import test_plan_void
from . import test_protocol_report
