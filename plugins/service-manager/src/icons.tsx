import type { ReactNode, SVGProps } from 'react';

/*
 * Drawn here rather than taken from an icon set: bundlers keep a set's icons
 * in one module, which the portal loads with every page, so that each further
 * icon would weigh on pages that never show it.
 */

/** @internal */
export type IconProps = Omit<SVGProps<SVGSVGElement>, 'children'> & {
  /** Width and height in px; 24 when absent. Buttons size it themselves. */
  size?: number;
};

function icon(shape: ReactNode) {
  return function Icon(props: IconProps) {
    const { size = 24, ...rest } = props;
    return (
      <svg
        xmlns="http://www.w3.org/2000/svg"
        viewBox="0 0 24 24"
        width={size}
        height={size}
        fill="none"
        stroke="currentColor"
        strokeWidth={2}
        strokeLinecap="round"
        strokeLinejoin="round"
        role={rest['aria-label'] ? 'img' : undefined}
        aria-hidden={rest['aria-label'] ? undefined : true}
        focusable="false"
        {...rest}
      >
        {shape}
      </svg>
    );
  };
}

const ring = <circle cx="12" cy="12" r="9" />;
const solid = { fill: 'currentColor', stroke: 'none' };

export const CheckIcon = icon(<path d="M5 12.5l5 5L19.5 7" />);
export const CloseIcon = icon(<path d="M6 6l12 12M18 6L6 18" />);
export const CopyIcon = icon(
  <>
    <rect x="8" y="8" width="12" height="13" rx="1.5" />
    <path d="M16 4.5A1.5 1.5 0 0 0 14.5 3h-9A1.5 1.5 0 0 0 4 4.500v11A1.5 1.5 0 0 0 5 17" />
  </>,
);
export const ClockIcon = icon(
  <>
    {ring}
    <path d="M12 7v5l3.5 2" />
  </>,
);
export const BellOffIcon = icon(
  <path d="M6.700 6.700A6 6 0 0 0 6 9.500c0 5.500-2.500 7-2.500 7h13M18 13c0-1-.1-2.500-.1-3.500A6 6 0 0 0 9 4.300M10 20a2.200 2.200 0 0 0 4 0M3 3l18 18" />,
);
export const InformationIcon = icon(
  <>
    {ring}
    <path d="M12 11v5.500M12 7.500v.01" />
  </>,
);
export const WarningIcon = icon(
  <path d="M12 3.500L22 20.500H2zM12 10v4.500M12 17.300v.01" />,
);
export const CircleIcon = icon(ring);
export const CircleMinusIcon = icon(
  <>
    {ring}
    <path d="M8 12h8" />
  </>,
);
export const GoodIcon = icon(
  <path
    {...solid}
    fillRule="evenodd"
    d="M12 2a10 10 0 1 0 0 20a10 10 0 0 0 0-20zM17.7 9.700l-6.7 6.700a1 1 0 0 1-1.4 0l-3.3-3.300l1.4-1.400l2.6 2.600l6-6z"
  />,
);
export const BadIcon = icon(
  <path
    {...solid}
    fillRule="evenodd"
    d="M12 2a10 10 0 1 0 0 20a10 10 0 0 0 0-20zM8.5 7.100l3.5 3.500l3.5-3.500l1.4 1.400l-3.5 3.500l3.5 3.500l-1.4 1.400l-3.5-3.500l-3.5 3.500l-1.4-1.400l3.5-3.500l-3.5-3.500z"
  />,
);
export const LoaderIcon = icon(
  <path d="M12 3v4M12 17v4M3 12h4M17 12h4M5.6 5.600l2.9 2.900M15.5 15.500l2.9 2.900M5.6 18.400l2.9-2.9" />,
);
export const PlayIcon = icon(<path d="M7 4.500v15L19.5 12z" />);
export const StopIcon = icon(
  <rect x="5.5" y="5.5" width="13" height="13" rx="1" />,
);
export const PauseIcon = icon(<path d="M8 5v14M16 5v14" />);
export const SkipIcon = icon(<path d="M6 5v14l10-7zM19 5v14" />);
export const RestartIcon = icon(
  <path d="M20 12a8 8 0 1 1-2.5-5.800L20 8.500M20 3.500v5h-5" />,
);
export const RefreshIcon = icon(
  <path d="M4 11a8 8 0 0 1 14-4.500L20 9M20 4v5h-5M20 13a8 8 0 0 1-14 4.500L4 15M4 20v-5h5" />,
);
export const ScaleIcon = icon(<path d="M7 9l5-5 5 5M7 15l5 5 5-5" />);
export const HistoryIcon = icon(
  <path d="M4 12a8 8 0 1 0 2.5-5.800L4 8.500M4 3.500v5h5M12 8v4.500l3 1.5" />,
);
export const RocketIcon = icon(
  <>
    <path d="M9 15l-3-1 3.5-5.500C11.5 5 15.5 3 20.5 3.500c.5 5-1.5 9-5 11L10 18zM5 17c-1 .8-1.5 2.5-1.5 3.5 1 0 2.7-.5 3.5-1.5" />
    <circle cx="15" cy="9" r="1.2" />
  </>,
);
export const MoreIcon = icon(
  <path
    {...solid}
    d="M10.5 5a1.5 1.5 0 1 0 3 0a1.5 1.5 0 1 0-3 0M10.5 12a1.5 1.5 0 1 0 3 0a1.5 1.5 0 1 0-3 0M10.5 19a1.5 1.5 0 1 0 3 0a1.5 1.5 0 1 0-3 0"
  />,
);
export const ChevronDownIcon = icon(<path d="M7 10l5 5 5-5" />);
export const ChevronUpIcon = icon(<path d="M7 14l5-5 5 5" />);
export const ChevronRightIcon = icon(<path d="M10 7l5 5-5 5" />);
export const SortIcon = icon(
  <path d="M7 20V4M3.5 7.500L7 4l3.5 3.500M17 4v16M13.5 16.500L17 20l3.5-3.5" />,
);
export const BookmarkIcon = icon(<path d="M6 3.500h12v17l-6-4-6 4z" />);
export const BinIcon = icon(
  <path d="M3.5 6h17M9 6V3.500h6V6M6 6v14.500h12V6M10 10.500v6M14 10.500v6" />,
);
export const DownloadIcon = icon(
  <path d="M12 4v11M7 10.500l5 5 5-5M4.5 20h15" />,
);
export const ColumnsIcon = icon(
  <>
    <rect x="3.5" y="4" width="17" height="16" rx="1" />
    <path d="M9.2 4v16M14.8 4v16" />
  </>,
);
export const ExpandIcon = icon(
  <path d="M14 4h6v6M20 4l-7 7M10 20H4v-6M4 20l7-7" />,
);
export const TableIcon = icon(
  <>
    <rect x="3.5" y="4" width="17" height="16" rx="1" />
    <path d="M3.5 9.500h17M3.5 14.700h17M10 4v16" />
  </>,
);
export const KeyboardIcon = icon(
  <>
    <rect x="2.5" y="5" width="19" height="14" rx="1.5" />
    <path d="M6.5 9v.01M10 9v.01M14 9v.01M17.5 9v.01M6.5 12v.01M10 12v.01M14 12v.01M17.5 12v.01M8.5 15.500h7" />
  </>,
);
export const LockIcon = icon(
  <>
    <rect x="4.5" y="10.5" width="15" height="10" rx="1" />
    <path d="M8 10.500V8a4 4 0 0 1 8 0v2.5" />
  </>,
);
