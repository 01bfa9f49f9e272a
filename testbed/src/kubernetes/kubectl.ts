import { spawn } from 'node:child_process';
import { binaryPath, GO_MODULES } from '../build';

/** How to call kubectl. @public */
export interface KubectlOptions {
  /** Who calls: the name of a context. The kubeconfig's current one when absent. */
  as?: string;
  /** Standard input. */
  input?: string;
  /** Milliseconds, after which it is ended and the call fails; 60 s when absent. */
  timeoutMillis?: number;
}

/** Runs the real kubectl and gives its standard output. Fails with its standard error. */
export function runKubectl(
  kubeconfigPath: string,
  args: string[],
  options: KubectlOptions = {},
): Promise<string> {
  const { as, input, timeoutMillis = 60_000 } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(
      binaryPath(GO_MODULES.kubernetes, 'kubectl'),
      [
        `--kubeconfig=${kubeconfigPath}`,
        ...(as ? [`--context=${as}`] : []),
        ...args,
      ],
      { stdio: 'pipe', timeout: timeoutMillis, killSignal: 'SIGKILL' },
    );
    let output = '';
    let complaint = '';
    child.stdout.on('data', chunk => {
      output += chunk;
    });
    child.stderr.on('data', chunk => {
      complaint += chunk;
    });
    child.once('error', reject);
    child.once('close', (code, signal) =>
      code === 0
        ? resolve(output)
        : reject(
            new Error(
              `kubectl ${args.join(' ')} ended with ${
                signal ?? `code ${code}`
              }: ${complaint.trim() || output.trim()}`,
            ),
          ),
    );
    // kubectl may end before it has read its input.
    child.stdin.on('error', () => {});
    child.stdin.end(input ?? '');
  });
}
