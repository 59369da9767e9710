from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from odoo.addons.kooperacje.models.access.windows import form


class ReadCheck(models.Model):
    """Result of a check of the seals: when, by whom, how many rows, what was found, and the last digest.

    The digest of an earlier check must still stand in the chain: blocks taken away from its end are found by it. It
    stands on the printed or noted result too, outside the database.
    """

    _name = "kooperacje.read.check"
    _description = "Check of the seals of the log"
    _inherit = ["kooperacje.guarded.mixin"]
    _order = "id desc"
    _rec_name = "create_date"
    _system_fields = frozenset({
        "company_id", "is_whole", "row_count", "block_count", "unsealed_count", "head_number", "head_digest", "finding",
    })

    company_id = fields.Many2one("res.company", "Controller", required=True, readonly=True, index=True)
    is_whole = fields.Boolean("Whole", readonly=True)
    row_count = fields.Integer("Rows checked", readonly=True)
    block_count = fields.Integer("Blocks checked", readonly=True)
    unsealed_count = fields.Integer("Not sealed yet", readonly=True, help="The latest accesses; sealed within minutes.")
    head_number = fields.Integer("Last block", readonly=True, aggregator=None)
    head_digest = fields.Char("Digest of the last block", readonly=True)
    finding = fields.Text("Result", readonly=True)

    @api.model
    def _check(self, company):
        """Check the log of ``company`` and keep the result."""
        # sudo: digests of all rows are compared; what comes back is numbers and the kinds of faults.
        Block = self.env["kooperacje.read.block"].sudo()
        rows, blocks, faults = Block._check_seals(company)
        chain = dict(self.env.execute_query(SQL(
            "SELECT number, digest FROM kooperacje_read_block WHERE company_id = %s", company.id)))
        for earlier in self.search([("company_id", "=", company.id), ("head_number", ">", 0)]):
            if chain.get(earlier.head_number) != earlier.head_digest:
                faults.append((earlier.head_number, "block" if earlier.head_number in chain else "missing"))
        head = max(chain, default=0)
        [[unsealed]] = self.env.execute_query(SQL(
            "SELECT COUNT(*) FROM kooperacje_read_log WHERE company_id = %s AND id > COALESCE(("
            "SELECT MAX(last_id) FROM kooperacje_read_block WHERE company_id = %s), 0)", company.id, company.id,
        ))
        faults = sorted(set(faults))
        return self.create({
            "company_id": company.id, "is_whole": not faults, "row_count": rows, "block_count": blocks,
            "unsealed_count": unsealed, "head_number": head, "head_digest": chain.get(head, False),
            "finding": self._told(faults, rows, blocks, unsealed),
        })

    @api.model
    def _told(self, faults, rows, blocks, unsealed):
        if not faults:
            return self.env._(
                "The log is whole: %(rows)s rows in %(blocks)s blocks are as they were sealed. %(open)s rows of the "
                "last minutes are not sealed yet.", rows=rows, blocks=blocks, open=unsealed)
        kinds = {
            "changed": self.env._("Block %s: a row was changed after it was sealed."),
            "removed": self.env._("Block %s: a row was removed after it was sealed."),
            "inserted": self.env._("Block %s: a row was put in after it was sealed."),
            "subject": self.env._("Block %s: in a row another case or person was put in the place of the one read."),
            "block": self.env._("Block %s: the seal itself was changed."),
            "missing": self.env._("Block %s: the seal is missing."),
        }
        return "\n".join([
            *(kinds[kind] % number for number, kind in faults),
            self.env._(
                "Do not repair anything. Tell the administrator of personal data: somebody has worked in the database "
                "past the program. Compare with a safety copy from before."),
        ])

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Results of checks are kept: later ones compare with them."))

    @api.model
    def _run_by_officer(self):
        """Check the log of the office that the user works in.

        :raises AccessError: not the data-protection officer of that office
        """
        company = self.env.company
        # sudo: a user may always know the roles that are his or her own.
        held = self.env["kooperacje.role.assignment"].sudo().search_count([
            ("user_id", "=", self.env.uid), ("role", "=", "dpo"), ("company_id", "=", company.id),
            ("is_current", "=", True),
        ], limit=1)
        if not held:
            raise AccessError(self.env._("The seals are checked by the data-protection officer of the office."))
        # A button pressed twice is one check.
        just_now = self.search([
            ("company_id", "=", company.id), ("create_uid", "=", self.env.uid),
            ("create_date", ">=", self.env.cr.now() - timedelta(seconds=10)),
        ], limit=1)
        if just_now:
            return form(just_now, name=self.env._("Check of the seals of the log"))
        # sudo: seals, numbers and keys of all rows are compared; the result names nobody.
        return form(self.sudo()._check(company).sudo(False), name=self.env._("Check of the seals of the log"))
