import { rpc } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { click, edit, field, openPage, save, see } from "./tour_utils";

const course = `${field("course")} textarea`;

/** What another window saves while the form is open. */
async function savedElsewhere(text) {
    const id = Number(window.location.pathname.split("/").pop());
    await rpc("/web/dataset/call_kw/kooperacje.meeting/write", {
        model: "kooperacje.meeting", method: "write", args: [[id], { course: text }], kwargs: {},
    });
}

/** Words written in two windows: the second is shown both, goes back, takes the other's, and saves the own ones. */
registry.category("web_tour.tours").add("kooperacje_changed_meanwhile", {
    steps: () => [
        openPage("course"),
        {
            content: "somebody saves", trigger: course,
            run: async (helpers) => {
                await savedElsewhere("Słowa zapisane w drugim oknie.");
                await helpers.edit("Moje słowa.");
            },
        },
        click(".o_form_button_save:visible", "save"),
        see('.o_kooperacje_theirs:contains("Słowa zapisane w drugim oknie.")', "the other's words"),
        see('.o_kooperacje_mine:contains("Moje słowa.")', "the own words"),
        click(".o_kooperacje_go_back", "back to them"),
        see(`body:not(:has(.modal)) .o_form_button_save:visible`, "not saved yet"),
        click(".o_form_button_save:visible", "save"),
        click(".o_kooperacje_take_theirs", "take the other's"),
        see(".o_form_view:not(:has(.o_form_button_save:visible))", "nothing left to save"),
        {
            content: "somebody saves again, and another field is written here", trigger: course,
            run: async (helpers) => {
                await savedElsewhere("Słowa zapisane po raz drugi.");
                await helpers.edit("Moje słowa po namyśle.");
            },
        },
        edit(`${field("location")} input`, "Świetlica"),
        click(".o_form_button_save:visible", "save"),
        click(".o_kooperacje_keep_mine", "save mine"),
        ...save().slice(1),
    ],
});
