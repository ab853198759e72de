/**
 * Lets an operator watch a server: metrics for Prometheus, health checks and a dashboard, over HTTP
 * on an event loop of its own. It reads what the server's event loops count and never makes them
 * wait.
 */
@NullMarked
package org.anonproxy.server.admin;

import org.jspecify.annotations.NullMarked;
