import { CSSProperties, memo, useMemo } from 'react';
import { type AnsiStyle, type Segment, toSegments } from '../pure';
import styles from './LineText.module.css';

/**
 * The text of a record, as text: nothing in it becomes markup, and only
 * addresses of the web become links.
 */
function LineTextView(props: { text: string; search?: string }) {
  const { text, search } = props;
  const segments = useMemo(() => toSegments(text, search), [text, search]);
  return (
    <>
      {segments.map((segment, at) => (
        <Piece key={at} segment={segment} />
      ))}
    </>
  );
}

export const LineText = memo(LineTextView);

function Piece({ segment }: { segment: Segment }) {
  const { text, style, href, control, hit } = segment;
  if (!style && !href && !control && !hit) return <>{text}</>;
  let content = <>{text}</>;
  if (href) {
    content = (
      <a
        className={styles.link}
        href={href}
        target="_blank"
        rel="noopener noreferrer nofollow"
        onClick={event => event.stopPropagation()}
      >
        {text}
      </a>
    );
  }
  if (hit) content = <mark className={styles.hit}>{content}</mark>;
  if (!style && !control) return content;
  return (
    <span
      className={control ? styles.control : styles.ansi}
      title={control}
      {...(style && lookOf(style))}
    >
      {content}
    </span>
  );
}

/** The 16 colours are tokens; others keep their hue, as light as is legible. */
function lookOf(style: AnsiStyle) {
  const { color, background } = style;
  const rgb = (value?: string) =>
    value?.includes(',') ? `rgb(${value})` : undefined;
  const vars: Record<string, string | undefined> = {
    '--ansi-color': rgb(color),
    '--ansi-background':
      background &&
      (rgb(background) ?? `var(--service-manager-log-${background})`),
  };
  return {
    'data-color': color && (color.includes(',') ? 'rgb' : color),
    'data-background': background ? '' : undefined,
    'data-bold': style.bold,
    'data-dim': style.dim,
    'data-italic': style.italic,
    'data-underline': style.underline,
    'data-strike': style.strike,
    style: vars as CSSProperties,
  };
}
