import { AzureNamedKeyCredential, generateTableSas } from '@azure/data-tables'
import { azuriteConnection } from '../../local/programs.mjs'

/**
 * What load() asks to read a page of somebody's list from storage itself, with nothing of the app between: it is what every
 * list of the app costs at least.
 * @param prefix of the list's row keys, such as "r-".
 */
export async function directRead(app, account, table, prefix, size = 20) {
  const { id } = await account.get('auth/me/')
  const setting = (name) => azuriteConnection(app.azurePorts).match(`${name}=([^;]+)`)[1]
  const key = new AzureNamedKeyCredential(setting('AccountName'), setting('AccountKey'))
  const query = new URLSearchParams({
    $filter: `PartitionKey eq '${id}' and RowKey ge '${prefix}' and RowKey lt '${after(prefix)}'`,
    // One more than is shown tells whether the list goes on.
    $top: String(size + 1),
  })
  return {
    url: `${setting('TableEndpoint')}/${table}()?${query}&${generateTableSas(table, key)}`,
    headers: { accept: 'application/json;odata=minimalmetadata' },
  }
}

const after = (prefix) => prefix.slice(0, -1) + String.fromCharCode(prefix.charCodeAt(prefix.length - 1) + 1)
