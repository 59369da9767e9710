from odoo.tests import tagged

from odoo.addons.kooperacje.tests.common import KooperacjeCommon


@tagged("post_install", "-at_install")
class TestQuestionColumn(KooperacjeCommon):
    """A question knows whether it is of the Model, so that rules on other people's questions read nothing more."""

    def test_the_column_comes_filled_for_the_questions_of_the_model(self):
        theirs = self.env["survey.survey"].create({"title": "Zadowolenie"})
        asked = self.env["survey.question"].create({"survey_id": theirs.id, "title": "Ile?"})
        ours = self.env["survey.question"].search([("kooperacje_tool", "!=", False)], limit=1)
        tool = ours.kooperacje_tool
        self.assertEqual((tool, asked.kooperacje_tool), (ours.survey_id.kooperacje_tool, False))
        self.env.flush_all()
        self.env.cr.execute("ALTER TABLE survey_question DROP COLUMN kooperacje_tool CASCADE")
        self.env.invalidate_all()
        self.env.registry.init_models(self.env.cr, ["survey.question"], {}, install=False)
        self.env.invalidate_all()
        self.assertEqual((ours.kooperacje_tool, asked.kooperacje_tool), (tool, False))
