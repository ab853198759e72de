/**
 * Declares the events that the server leaves in a recording of the JDK Flight Recorder. They know
 * nothing of the server's types; while nothing records, they cost nothing.
 */
@NullMarked
package org.anonproxy.server.events;

import org.jspecify.annotations.NullMarked;
