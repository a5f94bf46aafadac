// For an app in development: lists what was returned, from the address, which the server never writes into the page.
const section = document.getElementById("developer");
const list = section.querySelector("dl");
const { copy, copied } = section.dataset;

// A plus sign stands for itself in these values.
new URLSearchParams(location.search.replace(/\+/g, "%2B")).forEach((value, name) => {
  const term = document.createElement("dt");
  term.textContent = name;

  const text = document.createElement("span");
  text.textContent = value;

  const button = document.createElement("button");
  button.type = "button";
  button.textContent = copy;
  button.setAttribute("aria-label", `${copy} ${name}`);
  button.onclick = async () => {
    // Without https there is no clipboard, and the older way copies what is selected.
    getSelection().selectAllChildren(text);
    const isCopied = navigator.clipboard
      ? await navigator.clipboard.writeText(value).then(
          () => true,
          () => false,
        )
      : document.execCommand("copy");
    if (!isCopied) return;
    button.textContent = copied;
    button.setAttribute("aria-label", `${copied} ${name}`);
  };

  const details = document.createElement("dd");
  details.append(text, button);
  const row = document.createElement("div");
  row.append(term, details);
  list.append(row);
});
section.hidden = false;
