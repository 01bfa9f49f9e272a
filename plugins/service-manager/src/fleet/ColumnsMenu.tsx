import { ButtonIcon, Menu, MenuItem, MenuTrigger } from '@backstage/ui';
import { ColumnsIcon } from '../icons';
import { columns } from './columns';
import { ColumnId, columnIds, fixedColumns } from './types';

/** Chooses the columns; choosing all that fit again leaves the choice to us. */
export function ColumnsMenu(props: {
  shown: readonly ColumnId[];
  onChoose(columns: ColumnId[]): void;
}) {
  const { shown, onChoose } = props;
  return (
    <MenuTrigger>
      <ButtonIcon
        size="small"
        variant="secondary"
        aria-label="Choose columns"
        icon={<ColumnsIcon />}
      />
      <Menu
        aria-label="Columns"
        selectionMode="multiple"
        disabledKeys={[...fixedColumns]}
        selectedKeys={[...shown]}
        onSelectionChange={keys =>
          onChoose(
            columnIds.filter(
              id => keys === 'all' || keys.has(id) || fixedColumns.includes(id),
            ),
          )
        }
      >
        {columnIds.map(id => (
          <MenuItem key={id} id={id}>
            {columns[id].title}
          </MenuItem>
        ))}
      </Menu>
    </MenuTrigger>
  );
}
