// Not exported by the package: what is, needs a whole app around it.
declare module '@backstage/core-components/dist/components/LogViewer/RealLogViewer.esm.js' {
  export function RealLogViewer(props: { text: string }): JSX.Element;
}
