import { inputFiles } from "@web/../tests/utils";
import { rpc } from "@web/core/network/rpc";
import { user } from "@web/core/user";

/** Field `name`, in the dialog on top if `root` says so. */
export function field(name, root = "") {
    return `${root} .o_field_widget[name="${name}"]`.trim();
}

/** Button of a form that calls the method `name`. */
export function button(name, root = "") {
    return `${root} button[name="${name}"]:not(:disabled)`.trim();
}

/** Click the button of the status bar that calls `name` and is folded behind “More”. */
export function more(name, content) {
    return [
        click(".o_form_view .o_kooperacje_more_toggle:visible", "more"),
        click(button(name, ".o-dropdown--menu"), content),
    ];
}

export function click(trigger, content) {
    return { content, trigger, run: "click" };
}

export function edit(trigger, text, content) {
    return { content, trigger, run: `edit ${text}` };
}

export function see(trigger, content) {
    return { content, trigger };
}

export function openPage(name) {
    return click(`.o_notebook .nav-link[name="${name}"]`, `page ${name}`);
}

/** Choose `text` in the many2one (or many2many tags) field `name`. */
export function choose(name, text, root = "") {
    return [
        edit(`${field(name, root)} input`, text, `look for ${text}`),
        click(`.o-autocomplete--dropdown-item:not(.o_m2o_dropdown_option):contains("${text}")`, `choose ${text}`),
    ];
}

/** Choose as a tag of `name`, and wait for it: it is read before it is there, and a form saved meanwhile goes without. */
export function chooseTag(name, text, root = "") {
    return [...choose(name, text, root), see(`${field(name, root)} .o_tag:contains("${text}")`, `${text} is chosen`)];
}

/** Choose in the selection `name` the value at `index`: its place in the model, whatever the language. */
export function select(name, index, root = "") {
    return [
        click(`${field(name, root)} input`, `open ${name}`),
        click(`.o_select_menu_menu .o_select_menu_item[data-choice-index="${index}"]`, `choose in ${name}`),
    ];
}

/** Save the form and wait until nothing is left to save. */
export function save() {
    return [
        click(".o_form_button_save:visible", "save"),
        see(".o_form_view .o_form_saved, .o_form_view:not(:has(.o_form_button_save:visible))", "saved"),
    ];
}

export function confirmDialog() {
    return click(".modal-footer .btn-primary:visible", "confirm");
}

/** A one-page paper such as a scanner makes. */
export function scan(name = "zgoda.pdf") {
    const body =
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n" +
        "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n" +
        "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n" +
        "trailer<</Root 1 0 R>>\n%%EOF\n";
    return new File([body], name, { type: "application/pdf" });
}

export function attach(name, makeFile, root = "") {
    return {
        content: `attach a file to ${name}`,
        trigger: field(name, root),
        async run() {
            await inputFiles(`${field(name, root)} input[type="file"]`, [await makeFile()]);
        },
    };
}

/** Wait until the `number`-th paper printed on the page has come: a tour that ends before it leaves it unmade. */
export function paperHasCome(number = 1) {
    return {
        content: `paper ${number} has come`,
        trigger: ".o_form_view",
        timeout: 60000,
        async run() {
            const come = () =>
                performance.getEntriesByType("resource").filter((entry) => entry.name.includes("/report/download"));
            while (come().length < number) {
                await new Promise((resolve) => setTimeout(resolve, 100));
            }
        },
    };
}

/**
 * The steps, between which each click of the page is counted as it happens and kept as the signature of who clicked, where
 * the test finds it.
 */
export function counted(steps) {
    let clicks = 0;
    const count = () => clicks++;
    return [
        {
            content: "count the clicks from now on",
            trigger: ".o_main_navbar",
            run: () => document.addEventListener("click", count, true),
        },
        ...steps,
        {
            content: "tell how many there were",
            trigger: ".o_main_navbar",
            async run() {
                document.removeEventListener("click", count, true);
                await rpc("/web/dataset/call_kw/res.users/write", {
                    model: "res.users",
                    method: "write",
                    args: [[user.userId], { signature: `clicks: ${clicks}` }],
                    kwargs: {},
                });
            },
        },
    ];
}

/** Typed into a field which has the focus already, or to which the Tab key leads: no click. */
export function type(trigger, text, content) {
    return {
        content,
        trigger,
        run({ anchor }) {
            anchor.focus();
            anchor.value = text;
            anchor.dispatchEvent(new InputEvent("input", { bubbles: true }));
            anchor.dispatchEvent(new Event("change", { bubbles: true }));
        },
    };
}
