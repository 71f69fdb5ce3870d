/* What html-validate asks of the public pages: all that it recommends, but for matters of taste. */
module.exports = {
    root: true,
    extends: ["html-validate:recommended"],
    rules: {
        // HTML knows no upper and lower case in it.
        "doctype-style": "off",
        // The button of a form sends it: what the standard says when nothing else is said.
        "no-implicit-button-type": "off",
        // A label that holds its control may name it too; some screen readers need it.
        "no-redundant-for": "off",
        // White space that templates leave is compressed on the way.
        "no-trailing-whitespace": "off",
        // Wide tables scroll in a named region, which is no section of the page.
        "prefer-native-element": "off",
        // Lists and figures may be named. Source: WAI-ARIA 1.2, naming.
        "aria-label-misuse": ["error", { allowAnyNamable: true }],
        // One question with several answers has one name.
        "form-dup-name": ["error", { shared: ["radio", "checkbox", "button", "reset", "submit"] }],
        // Figures and document symbols have points and slashes in their names. Source: HTML, the id attribute.
        "valid-id": ["error", { relaxed: true }],
    },
};
