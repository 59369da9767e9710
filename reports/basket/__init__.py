from . import service_card
