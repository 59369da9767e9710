from . import case_stage_wizard
from . import consent_withdrawal
from . import consent_wizard
from . import consent_wizard_line
from . import plan_service_stop
from . import team_decline
from . import team_wizard
from . import team_wizard_line
