from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestCreationMessage(TransactionCase):
    """What a page says of its own beginning is a sentence in Polish."""

    def test_created_whatever_the_gender(self):
        threads = [
            name for name, model in self.env.registry.items()
            if name.startswith("kooperacje.") and not model._abstract and "message_ids" in model._fields
        ]
        self.assertGreater(len(threads), 20)
        for name in threads:
            env = self.env(context={**self.env.context, "lang": "pl_PL"})
            env.company.partner_id.lang = "pl_PL"
            said = env[name].new({})._creation_message()
            self.assertEqual(said, f"Utworzono: {env['ir.model']._get(name).name}", name)

    def test_other_addons_keep_theirs(self):
        partner = self.env["res.partner"].create({"name": "Urząd Gminy"})
        self.assertEqual(partner.with_context(lang="en_US")._creation_message(), "Contact created")
