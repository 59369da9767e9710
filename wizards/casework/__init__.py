from . import case_stage_wizard
from . import consent_withdrawal
from . import consent_wizard
from . import plan_action_drop
from . import plan_service_stop
from . import team_decline
from . import team_wizard
