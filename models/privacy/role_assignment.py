from odoo import fields, models


class RoleAssignment(models.Model):
    _inherit = "kooperacje.role.assignment"

    mends_persons = fields.Boolean(
        "Mends records of persons",
        help="Merges two records of one person and corrects wrong links, among the persons open to this worker. The "
             "manager may do so anyway.",
    )

    takes_log = fields.Boolean(
        "Takes out the log of accesses",
        help="Prints and saves, of a request that this worker answers, who has read the person's data. The manager and "
             "the data-protection officer may do so anyway.",
    )

    def _access_cases(self):
        """The office's cases for a manager; for others those they run or are members of."""
        # sudo: access is derived for cases the administrator of access may not read.
        Case = self.env["kooperacje.case"].sudo()
        managers = self.filtered(lambda assignment: assignment.role == "manager")
        cases = Case.search([("company_id", "in", managers.company_id.ids)])
        users = (self - managers).user_id
        if users:
            # Inactive members too: a role may end after its holder has gone.
            members = self.env["kooperacje.team.member"].sudo().search([("user_id", "in", users.ids)])
            cases |= Case.search([("user_id", "in", users.ids)]) | members.case_id
        return cases
