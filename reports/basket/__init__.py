from . import basket_review
from . import service_card
