/**
 * The command line of the client.
 *
 * <p>The bare command fetches a page; further commands become subcommands of {@link
 * org.anonproxy.client.cli.ClientCommand} and share its mixins.
 */
@NullMarked
package org.anonproxy.client.cli;

import org.jspecify.annotations.NullMarked;
