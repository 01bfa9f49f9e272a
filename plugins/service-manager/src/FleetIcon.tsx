/** Three rows of a fleet, drawn here to load no icon set with every page. */
export function FleetIcon() {
  return (
    <svg
      width="1em"
      height="1em"
      viewBox="0 0 24 24"
      fill="currentColor"
      aria-hidden
    >
      <path d="M4 3h16a1 1 0 0 1 1 1v4a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1Zm1 2v2h14V5H5Zm-1 5h16a1 1 0 0 1 1 1v2H3v-2a1 1 0 0 1 1-1Zm-1 5h18v5a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1v-5Zm3 2v2h2v-2H6Z" />
    </svg>
  );
}
