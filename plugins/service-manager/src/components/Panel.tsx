import { ReactNode, useId } from 'react';
import { Card, CardBody, CardHeader, Flex, Text } from '@backstage/ui';
import { legible } from './legible';

/** A card with a heading that names it for everybody. */
export function Panel(props: {
  title: string;
  children: ReactNode;
  actions?: ReactNode;
}) {
  const { title, children, actions } = props;
  const id = useId();
  return (
    <section aria-labelledby={id} className={legible}>
      <Card>
        <CardHeader>
          <Flex justify="between" align="center">
            <Text as="h2" id={id} variant="title-x-small" weight="bold">
              {title}
            </Text>
            {actions}
          </Flex>
        </CardHeader>
        <CardBody>{children}</CardBody>
      </Card>
    </section>
  );
}
