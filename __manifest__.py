{
    "name": "Kooperacje",
    "summary": "Inter-agency help for persons and families: partnership, local service basket, task teams",
    "version": "19.0.1.0.0",
    "category": "Social Services",
    "author": "Kooperacje",
    "website": "https://github.com/kooperacje/kooperacje",
    "license": "LGPL-3",
    "application": True,
    "depends": ["calendar", "contacts", "mail"],
    "external_dependencies": {"python": ["num2words", "openpyxl", "python-stdnum", "xlsxwriter"]},
    "data": [
        # roles: privilege and groups
        "security/groups.xml",
        # network: institutions, partnerships, role assignments
        "security/network/ir.model.access.csv",
        "security/network/rules.xml",
        "data/network_sector.xml",
        "data/network_institution_type.xml",
        "data/network_area.xml",
        "data/network_cron.xml",
        "views/network/document_mixin_views.xml",
        "views/network/document_sign_views.xml",
        # basket: needs, service cards, services
        "security/basket/ir.model.access.csv",
        "security/basket/rules.xml",
        "data/basket_need.xml",
        "data/basket_target_group.xml",
        # casework: persons, cases, consents, teams, plans
        "security/casework/ir.model.access.csv",
        "security/casework/rules.xml",
        "wizards/casework/plan_service_stop_views.xml",
        # meetings: meetings, participants, decisions
        "security/meetings/ir.model.access.csv",
        "security/meetings/rules.xml",
        # privacy: access relation, read log
        "security/privacy/ir.model.access.csv",
        "security/privacy/rules.xml",
        # menu: one app, the rooms in their order
        "views/menu.xml",
    ],
    "demo": [],
}
