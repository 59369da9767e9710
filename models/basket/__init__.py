from . import need
from . import target_group
from . import service_card
from . import service_card_workbook
from . import service
from . import partnership
from . import partnership_workbook
