function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5]
    .map(at => parseInt(hex.slice(at, at + 2), 16) / 255)
    .map(c => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** How far two `#rrggbb` colours are apart, as WCAG counts it. */
export function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

/** The tokens that a style sheet gives to a theme, by name without prefix. */
export function tokensOf(
  css: string,
  mode: 'light' | 'dark',
  prefix: string,
): [string, string][] {
  const [light, dark] = css.split("[data-theme-mode='dark'] {");
  const part = mode === 'light' ? light : dark.split('}')[0];
  const token = new RegExp(`--${prefix}([\\w-]+): (#\\w{6})`, 'g');
  return [...part.matchAll(token)].map(([, name, color]) => [name, color]);
}
