import { Component } from "react";

/* A part of a page on its own: when it cannot be drawn it says so and can be tried again; the rest
   of the page goes on. */
export class Part extends Component {
  state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  componentDidCatch(error) {
    this.props.onFail?.(String(error?.message ?? error));
  }

  render() {
    if (!this.state.failed) return this.props.children;
    return (
      <div className="part_failed" role="alert">
        <b>{this.props.label} could not be shown.</b>
        <span>What it shows is kept on the server; the rest of the page goes on.</span>
        <button type="button" className="btn outline sm" data-here="" onClick={() => this.setState({ failed: false })}>
          Retry
        </button>
      </div>
    );
  }
}
