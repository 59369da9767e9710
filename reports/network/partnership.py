from odoo import api, fields, models

# What a team is called in each variant, and the same in the genitive (“powołanie … zespołu”).
TEAM_TITLES = {
    "urban": ("Partnerski Zespół Kooperacyjny", "Partnerskiego Zespołu Kooperacyjnego"),
    "rural": ("Partnerski Zespół Kooperacji", "Partnerskiego Zespołu Kooperacji"),
    "voivodeship": ("Wojewódzki Zespół Kooperacji", "Wojewódzkiego Zespołu Kooperacji"),
}
# What the team stands on, in the genitive: in Kooperacje 3D the members' declaration (K3D-67), in the rural Model and
# for the voivodeship team the agreement of institutions (RUR-91).
TEAM_BASES = {
    "urban": ("wielostronnej deklaracji przystąpienia", "deklaracji przystąpienia"),
    "rural": ("porozumienia między instytucjami o powołaniu zespołu", "porozumienia między instytucjami"),
    "voivodeship": ("porozumienia o powołaniu zespołu", "porozumienia o powołaniu zespołu"),
}


class Partnership(models.Model):
    """What papers call the team: Kooperacje 3D and the rural Model each have their own name (K3D-7, RUR-74)."""

    _inherit = "kooperacje.partnership"

    team_title = fields.Char("Name of the team on papers", compute="_compute_team_title")
    team_title_genitive = fields.Char("Name of the team on papers (genitive)", compute="_compute_team_title")

    team_basis = fields.Char("What the team stands on (genitive)", compute="_compute_team_title")
    team_basis_form = fields.Char("Form by which members join (genitive)", compute="_compute_team_title")

    @api.depends("variant")
    def _compute_team_title(self):
        for partnership in self:
            title = TEAM_TITLES.get(partnership.variant, ("", ""))
            partnership.team_title, partnership.team_title_genitive = title
            partnership.team_basis, partnership.team_basis_form = TEAM_BASES.get(partnership.variant, ("", ""))
