from . import test_card_tours
from . import test_changed_meanwhile_tour
from . import test_evaluation_tours
from . import test_finding_tours
from . import test_partnership_tours
from . import test_plan_tours
from . import test_tours
from . import test_team_tours
