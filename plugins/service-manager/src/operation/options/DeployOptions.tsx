import { Flex, Text, TextField } from '@backstage/ui';
import { showProblem } from '../../components';
import { isAbout } from './fieldProblem';
import type { OptionsProps } from './types';

/** An image or a tag for each container; what stays empty stays as it is. */
export function DeployOptions(props: OptionsProps) {
  const { service, draft, onChange, problem } = props;
  const containers =
    service.workloads.find(({ ref }) => ref.id === draft.workload)?.images ??
    [];
  // The API counts the images that were sent; the form has a row for each
  // container.
  const sent = Object.keys(draft.images).filter(
    container => draft.images[container].trim() !== '',
  );

  function problemOf(container: string): string | undefined {
    if (!problem || !isAbout(problem, 'images')) return undefined;
    const index = Number(/^images\[?\.?(\d+)/.exec(problem.field)?.[1] ?? 0);
    const about = sent[index] ?? sent[0];
    return about === container ? problem.message : undefined;
  }

  return (
    <Flex direction="column" gap="3">
      <Text variant="body-small" color="secondary">
        Write a tag with a colon before it (:2.3.0) to keep the image's name, or
        a whole reference (registry/name:tag or name@sha256:…).
      </Text>
      {containers.map(({ container, image }) => (
        <TextField
          key={container}
          label={`Image of container ${container}`}
          description={`Now ${image}`}
          placeholder=":2.3.0"
          value={draft.images[container] ?? ''}
          onChange={value =>
            onChange({ images: { ...draft.images, [container]: value } })
          }
          {...showProblem(problemOf(container))}
        />
      ))}
    </Flex>
  );
}
