from . import action_plan
from . import membership
from . import regulation
