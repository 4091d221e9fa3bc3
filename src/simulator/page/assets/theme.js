// Before the first paint: a chosen colour scheme must not flash. Without a choice the system decides.
const kept = localStorage.getItem('theme');
if (kept) document.documentElement.dataset.theme = kept;
